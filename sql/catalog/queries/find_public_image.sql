SELECT size_bytes
FROM public_image
WHERE sha256 = :sha256
