SELECT hashes FROM log_tile WHERE level = :level AND tile_index = :index
