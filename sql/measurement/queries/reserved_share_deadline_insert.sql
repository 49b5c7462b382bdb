INSERT INTO reserved_share_deadline (year, version, declare_by, buy_by, remind_days, reason, entered_by, entered_at)
VALUES (:year, :version, :declare_by, :buy_by, :remind_days, :reason, :by, :entered_at)
