SELECT next_sequence, fence, holder, leased_until FROM sequencer WHERE id = 1 FOR UPDATE
