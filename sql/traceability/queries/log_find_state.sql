SELECT size, root, edge, fence, holder, leased_until, refilled_to FROM log_state WHERE id = 1
