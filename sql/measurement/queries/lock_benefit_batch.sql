SELECT version FROM benefit_batch WHERE id = :id FOR UPDATE
