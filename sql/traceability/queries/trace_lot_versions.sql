SELECT id, version FROM lot WHERE id IN (:lots*)
