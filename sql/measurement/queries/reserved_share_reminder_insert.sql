INSERT INTO reserved_share_reminder (year, deadline, due_on, unit, reminded_at) VALUES (:year, :deadline, :due_on, :unit, :now)
