-- What came in from outside is told by the account that it came from, not by its type: escrows are paid from there, too. What was added up
-- before says nothing of it: those minutes are looked at in the transfers until they are too old to be shown.
-- There is no default: a replica of an earlier version, which would add up minutes without it, fails and leaves them to a newer one.
-- The span comes first: whoever is adding up holds it, and what they add has to be seen here to go as well.
UPDATE activity_span SET since = date_trunc('minute', now()), until = date_trunc('minute', now());
DELETE FROM activity;
ALTER TABLE activity ADD COLUMN added numeric NOT NULL;

COMMENT ON COLUMN activity.added IS 'of the amount, from outside';
COMMENT ON COLUMN activity.spent IS 'of the amount, by users on something: to accounts of ours';
