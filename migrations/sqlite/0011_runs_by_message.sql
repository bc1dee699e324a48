-- The runs of a session are found by its messages. The ids of messages grow with time, so that a new
-- run goes to the end of this index; by session each went to a page of its own.
CREATE INDEX runs_by_message ON runs (message_id);
DROP INDEX runs_by_session;
