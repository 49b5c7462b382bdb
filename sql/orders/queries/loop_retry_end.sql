DELETE FROM loop_retry WHERE loop_name = :loop AND subject = :subject
