SELECT supplier, name FROM supplier_projection WHERE supplier IN (:suppliers*)
