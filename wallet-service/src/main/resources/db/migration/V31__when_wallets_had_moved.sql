-- When wallets of before moved, as far back as anybody can look, which is a week. Not with the column, for which nobody may look at a wallet
-- meanwhile. Looked up one by one: a join would read the entries of that week. Whoever moves now has said it already.
SET LOCAL lock_timeout = '2s';
UPDATE account a SET moved_at = (SELECT e.created_at FROM entry e
                                  WHERE e.account_id = a.id AND e.seq = a.seq AND e.created_at >= now() - interval '7 days')
 WHERE kind = 'wallet' AND updated_at >= now() - interval '7 days' AND moved_at IS NULL;
