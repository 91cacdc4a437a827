-- The answer to a repeat is that of the first time, its trace included: as transfers do.
ALTER TABLE hold ADD COLUMN refused_in uuid;
COMMENT ON COLUMN hold.refused_in IS 'trace of the request that was first refused; unknown of those from before this column';
