UPDATE log_state SET size = :size, root = :root, edge = :edge, fence = :fence, holder = :holder, leased_until = :until
WHERE id = 1 AND fence = :old_fence AND size = :old_size
