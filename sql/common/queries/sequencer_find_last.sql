SELECT next_sequence - 1 AS last FROM sequencer WHERE id = 1
