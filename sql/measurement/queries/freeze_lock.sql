-- Signed or not.
SELECT period, from_day, to_day, as_of, digest, signatures, reason, frozen_at, actor FROM period_freeze WHERE period = :period FOR UPDATE
