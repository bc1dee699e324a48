-- A run's first and last event are made from its row: started_at, error and usage (JSON) are what they tell beside
-- it. Both are among the events of a run that was stored before.
ALTER TABLE runs ADD COLUMN started_at INTEGER;
ALTER TABLE runs ADD COLUMN error TEXT;
ALTER TABLE runs ADD COLUMN usage TEXT;
