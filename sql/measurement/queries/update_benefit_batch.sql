UPDATE benefit_batch SET state = :state, version = version + 1 WHERE id = :id AND version = :version
