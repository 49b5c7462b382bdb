SELECT span, fan FROM volume_grid WHERE id = 1
