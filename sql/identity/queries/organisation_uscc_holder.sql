SELECT id FROM organisation WHERE uscc_held = :uscc
