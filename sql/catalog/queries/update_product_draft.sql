-- Whatever was decided about the draft before was about another one.
UPDATE product
SET draft = :draft, production_county = :production_county, review = 'none', version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
