-- A file that was shown before stays as it is.
INSERT INTO public_image (sha256, size_bytes, first_published_at)
VALUES {{(:sha256, :size_bytes, :now)}}
ON DUPLICATE KEY UPDATE sha256 = public_image.sha256
