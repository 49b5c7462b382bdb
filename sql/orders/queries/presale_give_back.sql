UPDATE presale SET taken = taken - :units WHERE id = :id AND taken >= :units
