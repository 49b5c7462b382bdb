-- Until when the lots of a recall may be gathered before buyers are told: each lot that comes puts it off, but not beyond.
ALTER TABLE recall_notice ADD COLUMN gathered_until DATETIME(6) NULL;  -- NULL: told when it is due, as before there was such an end
