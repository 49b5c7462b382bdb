DELETE FROM reserved_share_unit WHERE declaration = :declaration
