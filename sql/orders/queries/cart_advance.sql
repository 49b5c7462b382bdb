-- Taken first by whoever changes a cart.
INSERT INTO cart (buyer, version) VALUES (:buyer, 1) ON DUPLICATE KEY UPDATE version = version + 1
