INSERT INTO log_cosignature (size, witness, cosigned_at, verifier_key, signature, received_at)
VALUES (:size, :witness, :cosigned_at, :verifier_key, :signature, :now)
