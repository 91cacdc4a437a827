-- The ledger. Balances move through one door: a row inserted into transfer. Its trigger writes the two entries, the entries' trigger
-- checks them and moves the balances. The application's role can insert transfers and nothing else that touches money, so that no
-- statement of it, however wrong, unbalances the books, overdraws a wallet or rewrites history.

CREATE TABLE account (
    id         uuid PRIMARY KEY,
    owner      text NOT NULL,
    asset      text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('wallet', 'world', 'fees')),
    -- NaN is a numeric, and greater than every number: it would satisfy each of the checks here.
    posted     numeric(38, 0) NOT NULL DEFAULT 0 CHECK (posted <> 'NaN'),
    -- On the account and not summed from the holds: the check below has to see it under the row's own lock.
    held       numeric(38, 0) NOT NULL DEFAULT 0 CHECK (held >= 0 AND held <> 'NaN'),
    overdraft  numeric(38, 0) NOT NULL DEFAULT 0 CHECK (overdraft >= 0 AND overdraft <> 'NaN'),
    seq        bigint NOT NULL DEFAULT 0,
    version    bigint NOT NULL DEFAULT 0,
    frozen     boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_owner UNIQUE (owner, asset, kind),
    -- The outside world and the fees are ours: they have no floor.
    CONSTRAINT no_overdraft CHECK (kind <> 'wallet' OR posted - held >= -overdraft)
) WITH (fillfactor = 70); -- room on the page, so that a balance changes without touching an index

COMMENT ON COLUMN account.seq IS 'number of the last entry, without gaps';
COMMENT ON COLUMN account.version IS 'rises with every change of posted or held';

CREATE TABLE transfer (
    id             uuid PRIMARY KEY,
    debit          uuid NOT NULL,
    credit         uuid NOT NULL,
    asset          text NOT NULL,
    amount         numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    type           text NOT NULL,
    reference      text,
    metadata       jsonb,
    fingerprint    uuid NOT NULL,
    refused        text,
    trace_id       uuid,
    debit_seq      bigint,
    debit_balance  numeric(38, 0),
    credit_seq     bigint,
    credit_balance numeric(38, 0),
    created_at     timestamptz NOT NULL,
    CONSTRAINT two_accounts CHECK (debit <> credit),
    CONSTRAINT posted_or_refused CHECK (
        num_nonnulls(debit_seq, debit_balance, credit_seq, credit_balance) = CASE WHEN refused IS NULL THEN 4 ELSE 0 END)
);

COMMENT ON COLUMN transfer.fingerprint IS 'hash of what was asked for under this id: a repeat has the same, another request has not';
COMMENT ON COLUMN transfer.trace_id IS 'of the request that ordered it';
COMMENT ON COLUMN transfer.refused IS 'code of the refusal, which is as final for the id as a success';

CREATE TABLE entry (
    account_id    uuid NOT NULL,
    seq           bigint NOT NULL,
    transfer_id   uuid NOT NULL,
    asset         text NOT NULL,
    amount        numeric(38, 0) NOT NULL CHECK (amount <> 0 AND amount <> 'NaN'),
    balance_after numeric(38, 0) NOT NULL,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (account_id, seq)
);

CREATE TABLE hold (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL,
    asset       text NOT NULL,
    amount      numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    captured    numeric(38, 0) NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
    state       text NOT NULL CHECK (state IN ('active', 'captured', 'voided', 'expired', 'refused')),
    purpose     text NOT NULL,
    fingerprint uuid NOT NULL,
    refused     text,
    expires_at  timestamptz,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CONSTRAINT refused_with_code CHECK ((state = 'refused') = (refused IS NOT NULL))
);

CREATE INDEX hold_due ON hold (expires_at) WHERE state = 'active' AND expires_at IS NOT NULL;
CREATE INDEX hold_open ON hold (account_id) WHERE state = 'active';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is history: it is neither changed nor deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON hold FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Each transfer is one debit and one credit of the same amount: double entry by construction.
CREATE FUNCTION post_transfers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.transfer'::regclass THEN
        RAISE EXCEPTION 'this posts transfers only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO entry (account_id, seq, transfer_id, asset, amount, balance_after, created_at)
    SELECT debit, debit_seq, id, asset, -amount, debit_balance, created_at FROM fresh WHERE refused IS NULL
    UNION ALL
    SELECT credit, credit_seq, id, asset, amount, credit_balance, created_at FROM fresh WHERE refused IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER post AFTER INSERT ON transfer REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION post_transfers();

-- The law, whoever inserts: every transfer's entries sum to zero; every account's entries go on where its last one ended, without a
-- gap, each with the right balance after it. Only then do balances move, and the account's own checks have the last word.
CREATE FUNCTION apply_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched bigint;
    moved   bigint;
BEGIN
    IF TG_RELID <> 'public.entry'::regclass THEN
        RAISE EXCEPTION 'this applies entries only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM fresh GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) <> 2 OR min(asset) <> max(asset);
    IF FOUND THEN
        RAISE EXCEPTION 'entries of a transfer do not sum to zero' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT count(DISTINCT account_id) INTO touched FROM fresh;
    UPDATE account a
       SET posted = a.posted + run.total, seq = run.last_seq, version = a.version + run.entries, updated_at = run.at
      FROM (SELECT account_id, min(seq) AS first_seq, max(seq) AS last_seq, count(*) AS entries, sum(amount) AS total,
                   min(opening) AS opening, max(opening) AS opening_too, min(asset) AS asset, max(asset) AS asset_too,
                   max(created_at) AS at
              FROM (SELECT account_id, seq, amount, asset, created_at,
                           balance_after - sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS opening
                      FROM fresh) line
             GROUP BY account_id) run
     WHERE a.id = run.account_id
       AND a.asset = run.asset AND a.asset = run.asset_too
       AND a.seq = run.first_seq - 1 AND run.last_seq - run.first_seq + 1 = run.entries
       AND a.posted = run.opening AND a.posted = run.opening_too;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> touched THEN
        RAISE EXCEPTION 'entries do not continue their accounts' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER apply AFTER INSERT ON entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION apply_entries();

-- What is held follows the holds.
CREATE FUNCTION reserve_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched bigint;
    moved   bigint;
BEGIN
    IF TG_RELID <> 'public.hold'::regclass THEN
        RAISE EXCEPTION 'this follows holds only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Pairs, not accounts: of two holds on one account both have to be of its asset. A hold that was opened and closed in one statement
    -- counts as well: no version that was told is above the stored one.
    SELECT count(DISTINCT (account_id, asset)) INTO touched FROM fresh WHERE state <> 'refused';
    UPDATE account a
       SET held = a.held + opened.total, version = a.version + opened.holds, updated_at = opened.at
      FROM (SELECT account_id, asset, 2 * count(*) AS holds, max(updated_at) AS at,
                   sum(CASE state WHEN 'active' THEN amount - captured ELSE 0 END) AS total
              FROM fresh WHERE state <> 'refused' GROUP BY account_id, asset) opened
     WHERE a.id = opened.account_id AND a.asset = opened.asset;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> touched THEN
        RAISE EXCEPTION 'a hold needs an account of its asset' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER reserve AFTER INSERT ON hold REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION reserve_holds();

CREATE FUNCTION release_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.hold'::regclass THEN
        RAISE EXCEPTION 'this follows holds only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM was LEFT JOIN fresh USING (id)
      WHERE fresh.id IS NULL OR was.state <> 'active' OR fresh.captured < was.captured
         OR fresh.amount <> was.amount OR fresh.account_id <> was.account_id;
    IF FOUND THEN
        RAISE EXCEPTION 'a hold only ever shrinks, and what is closed stays closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE account a
       SET held = a.held - released.total, version = a.version + released.holds, updated_at = released.at
      FROM (SELECT was.account_id, count(*) AS holds, max(fresh.updated_at) AS at,
                   sum(was.amount - was.captured - CASE fresh.state WHEN 'active' THEN fresh.amount - fresh.captured ELSE 0 END) AS total
              FROM was JOIN fresh USING (id) GROUP BY was.account_id) released
     WHERE a.id = released.account_id;
    RETURN NULL;
END $$;

CREATE TRIGGER release AFTER UPDATE ON hold REFERENCING OLD TABLE AS was NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION release_holds();

-- What the auditor has re-derived so far.
CREATE TABLE audited (
    account_id uuid PRIMARY KEY,
    seq        bigint NOT NULL,
    balance    numeric(38, 0) NOT NULL
);

CREATE TABLE outbox (
    pos        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         uuid NOT NULL,
    payload    json NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE outbox_parked (
    pos        bigint PRIMARY KEY,
    id         uuid NOT NULL,
    payload    json NOT NULL,
    created_at timestamptz NOT NULL,
    reason     text NOT NULL,
    parked_at  timestamptz NOT NULL DEFAULT now()
);

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
-- They run as their owner: whoever could hang them on a (temporary) table of his own would move balances with them.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "${app_role}";
GRANT SELECT, INSERT (id, owner, asset, kind, created_at, updated_at), UPDATE (frozen, updated_at) ON account TO "${app_role}";
GRANT SELECT, INSERT ON transfer TO "${app_role}";
GRANT SELECT ON entry TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (captured, state, updated_at) ON hold TO "${app_role}";
GRANT SELECT, INSERT, UPDATE ON audited TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON outbox, outbox_parked TO "${app_role}";
