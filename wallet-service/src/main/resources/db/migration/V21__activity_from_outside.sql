-- What came in from outside is told by the account that it came from, not by its type: escrows are paid from there, too. What was added up
-- before says nothing of it: those minutes are looked at in the transfers until they are too old to be shown.
DELETE FROM activity;
UPDATE activity_span SET since = date_trunc('minute', now()), until = date_trunc('minute', now());
ALTER TABLE activity ADD COLUMN added numeric NOT NULL DEFAULT 0;

COMMENT ON COLUMN activity.added IS 'of the amount, from outside';
COMMENT ON COLUMN activity.spent IS 'of the amount, by users on something: to accounts of ours';
