DELETE FROM procurement_wait WHERE kind = :kind AND subject = :subject
