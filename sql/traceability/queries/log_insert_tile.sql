INSERT INTO log_tile (level, tile_index, hashes) VALUES {{(:level, :index, :hashes)}}
