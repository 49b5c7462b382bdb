SELECT size, root, edge, fence, holder, leased_until FROM log_state WHERE id = 1
