-- The total of a filtered history looks at every entry of a wallet, and these lie scattered over the months: with the amount beside the
-- key it reads the index alone, where they lie side by side. Builds the indices of all months that are attached anew.
ALTER TABLE entry DROP CONSTRAINT entry_pkey;
ALTER TABLE entry ADD PRIMARY KEY (account_id, seq, created_at) INCLUDE (amount);
