UPDATE registration SET state = :state, version = version + 1, both_sides = :both_sides, corrected_by = :corrected_by
  WHERE id = :id AND version = :version
