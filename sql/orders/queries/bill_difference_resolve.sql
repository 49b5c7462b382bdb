UPDATE bill_difference SET resolved = 1, resolution = :resolution, resolved_by = :resolved_by, resolved_at = :resolved_at WHERE id = :id AND resolved = 0
