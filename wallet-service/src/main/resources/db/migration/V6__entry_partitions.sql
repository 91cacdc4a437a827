-- Entries by month, so that old months can be taken away as a whole, and what stood at the end of each.

-- A unique index over partitions has to have the time in it. That an account has each number once is kept by apply_entries, which
-- takes no entry but the one after the account's last, under the account's own lock.
ALTER TABLE entry RENAME TO entry_unpartitioned;
ALTER INDEX entry_pkey RENAME TO entry_unpartitioned_pkey;
DROP TRIGGER append_only ON entry_unpartitioned;
DROP TRIGGER apply ON entry_unpartitioned;

CREATE TABLE entry (
    account_id    uuid NOT NULL,
    seq           bigint NOT NULL,
    transfer_id   uuid NOT NULL,
    asset         text NOT NULL,
    amount        numeric(38, 0) NOT NULL CHECK (amount <> 0 AND amount <> 'NaN'),
    balance_after numeric(38, 0) NOT NULL,
    created_at    timestamptz NOT NULL,
    spends        boolean NOT NULL DEFAULT false,
    PRIMARY KEY (account_id, seq, created_at)
) PARTITION BY RANGE (created_at);

-- Triggers of a statement fire on the table that the statement names: whoever names a partition passes by those of the whole.
CREATE FUNCTION refuse_detour() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries come in through the whole table only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION guard_entries(partition text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', partition);
    EXECUTE format('CREATE TRIGGER no_detour BEFORE INSERT ON public.%I
                    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_detour()', partition);
    EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', partition);
END $$;

-- What fits no month: nothing, as long as months are made ahead. If they are not, money still moves.
CREATE TABLE entry_other PARTITION OF entry DEFAULT;
DO $$ BEGIN PERFORM guard_entries('entry_other'); END $$;

-- Makes the partitions of the months from the one of an instant on, and counts what lies outside of all (up to 1000). Attaching locks the (empty) default partition
-- against readers of the whole for a moment, but never waits for one in front of others: it gives up, and the job comes again. A month of
-- which the default partition has entries already stays there.
CREATE FUNCTION make_entry_months(first_month timestamptz, months int) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '1s' AS $$
DECLARE
    start timestamptz;
    name  text;
BEGIN
    IF months NOT BETWEEN 1 AND 24 THEN
        RAISE EXCEPTION 'one month to two years' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- One at a time; the others then find it done.
    PERFORM pg_advisory_xact_lock(19815963716773379);
    FOR ahead IN 0 .. months - 1 LOOP
        start := date_trunc('month', first_month) + ahead * interval '1 month';
        name := 'entry_' || to_char(start, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL
                   OR EXISTS (SELECT FROM entry_other WHERE created_at >= start AND created_at < start + interval '1 month');
        EXECUTE format('CREATE TABLE public.%I (LIKE public.entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
        PERFORM guard_entries(name);
        EXECUTE format('ALTER TABLE public.entry ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                       name, start, start + interval '1 month');
    END LOOP;
    RETURN (SELECT count(*) FROM (SELECT FROM entry_other LIMIT 1000) outside);
END $$;

-- The months are UTC's, wherever this runs: one that begins at another hour than the one before would be passed over.
DO $$ BEGIN
    PERFORM make_entry_months(month, 1)
       FROM generate_series(date_trunc('month', least(now(), (SELECT min(created_at) FROM entry_unpartitioned)), 'UTC'),
                            now() + interval '2 months', interval '1 month', 'UTC') month;
END $$;

INSERT INTO entry (account_id, seq, transfer_id, asset, amount, balance_after, created_at, spends)
SELECT account_id, seq, transfer_id, asset, amount, balance_after, created_at, spends FROM entry_unpartitioned;
DROP TABLE entry_unpartitioned;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER apply AFTER INSERT ON entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION apply_entries();

-- What stood at the end of a month, for each account that moved in it.
CREATE TABLE closing (
    account_id uuid NOT NULL,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    seq        bigint NOT NULL,
    balance    numeric(38, 0) NOT NULL,
    PRIMARY KEY (account_id, month)
);

CREATE TABLE closed_month (
    month     date PRIMARY KEY,
    closed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closed_month FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Closes every month that ended before an instant and has entries; how many. It computes the rows itself: the application cannot write them.
CREATE FUNCTION close_entry_months(ended_before timestamptz) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    closed int := 0;
    start  timestamptz;
BEGIN
    IF ended_before > now() THEN
        RAISE EXCEPTION 'a month is closed when it is over' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(19815963716773380);
    start := date_trunc('month', coalesce((SELECT max(month) + interval '1 month' FROM closed_month),
                                          (SELECT min(created_at) FROM entry)));
    WHILE start + interval '1 month' <= ended_before LOOP
        INSERT INTO closing (account_id, month, seq, balance)
        SELECT DISTINCT ON (account_id) account_id, start::date, seq, balance_after
          FROM entry WHERE created_at >= start AND created_at < start + interval '1 month'
         ORDER BY account_id, seq DESC;
        INSERT INTO closed_month (month) VALUES (start::date);
        closed := closed + 1;
        start := start + interval '1 month';
    END LOOP;
    RETURN closed;
END $$;

-- As before, but the months that are closed are passed by: what is bisected is the one month in which the instant lies, in which the
-- planner prunes all other partitions; and months that were taken away are never asked for.
CREATE OR REPLACE FUNCTION entries_before(of_account uuid, instant timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    this_month date := date_trunc('month', instant)::date;
    low    bigint := coalesce((SELECT seq FROM closing WHERE account_id = of_account AND month < this_month ORDER BY month DESC LIMIT 1), 0);
    high   bigint := coalesce((SELECT seq FROM closing WHERE account_id = of_account AND month = this_month),
                              (SELECT CASE WHEN EXISTS (SELECT FROM closed_month WHERE month = this_month) THEN NULL ELSE seq END
                                 FROM account WHERE id = of_account), low);
    since  timestamptz := coalesce((SELECT max(month) + interval '1 month' FROM closed_month WHERE month < this_month), '-infinity');
    middle bigint;
    found_at timestamptz;
BEGIN
    -- What was taken away cannot be bisected: better no answer than a wrong one. Ends of months are known from the closings.
    IF low < high AND instant > this_month::timestamptz AND EXISTS (SELECT FROM closed_month WHERE month = this_month)
            AND NOT EXISTS (SELECT FROM entry WHERE account_id = of_account AND seq = high
                               AND created_at >= this_month::timestamptz AND created_at < this_month + interval '1 month') THEN
        RAISE EXCEPTION 'this month has been archived' USING ERRCODE = 'no_data_found';
    ELSIF instant = this_month::timestamptz AND since = instant THEN
        RETURN low;
    END IF;
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        SELECT created_at INTO found_at FROM entry
         WHERE account_id = of_account AND seq = middle AND created_at >= since AND created_at < instant;
        IF FOUND THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;

REVOKE ALL ON FUNCTION refuse_detour, guard_entries, make_entry_months, close_entry_months, entries_before FROM PUBLIC;
REVOKE ALL ON entry, closing, closed_month FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_entry_months, close_entry_months, entries_before TO "${app_role}";
GRANT SELECT ON entry, closing, closed_month TO "${app_role}";
