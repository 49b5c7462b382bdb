UPDATE sequencer SET next_sequence = :next, fence = :fence, holder = :holder, leased_until = :until
WHERE id = 1 AND fence = :old_fence AND next_sequence = :first
