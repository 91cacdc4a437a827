-- Reading what moved.

-- How many entries an account had before an instant, which is the number of the last of them. The times of an account's entries rise with
-- their numbers (the writer sees to it, whatever the clocks say), so that bisecting the primary key finds the place in a handful of seeks
-- and needs no index on times, which every entry would pay for.
CREATE FUNCTION entries_before(of_account uuid, instant timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    low    bigint := 0;
    high   bigint := coalesce((SELECT seq FROM account WHERE id = of_account), 0);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT created_at FROM entry WHERE account_id = of_account AND seq = middle) < instant THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END $$;

REVOKE ALL ON FUNCTION entries_before FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entries_before TO "${app_role}";
