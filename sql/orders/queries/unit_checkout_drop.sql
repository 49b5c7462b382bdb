DELETE FROM unit_checkout WHERE group_id = :group_id
