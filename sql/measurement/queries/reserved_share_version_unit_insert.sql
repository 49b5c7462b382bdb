INSERT INTO reserved_share_version_unit (declaration, version, unit, year) VALUES {{(:declaration, :version, :unit, :year)}}
