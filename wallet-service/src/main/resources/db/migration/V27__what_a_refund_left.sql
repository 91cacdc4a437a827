-- The answer to a refund that ended a hold is that of the first time, its balance included: as transfers do.
ALTER TABLE hold ADD COLUMN available_after numeric(38, 0);
COMMENT ON COLUMN hold.available_after IS 'what its account had to spend right after its end; unknown of those from before this column';

GRANT UPDATE (available_after) ON hold TO "${app_role}";
