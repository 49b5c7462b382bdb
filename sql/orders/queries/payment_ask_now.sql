-- A paid payment has nothing more to be asked about.
UPDATE payment SET next_check_at = :now WHERE id = :id AND channel = :channel AND state <> 'paid'
