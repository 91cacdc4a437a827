-- Each table in a transaction of its own: what is under way locks two of them, and must not wait for this in a ring.
CREATE TRIGGER a_key_once BEFORE INSERT ON escrow FOR EACH ROW EXECUTE FUNCTION take_key();
