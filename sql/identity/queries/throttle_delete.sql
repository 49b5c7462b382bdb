DELETE FROM throttle WHERE subject = :subject
