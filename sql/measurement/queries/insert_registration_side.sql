INSERT INTO registration_side (organisation, registration_id) VALUES {{(:organisation, :registration)}}
