UPDATE rush_ticket
SET admitted_at = :now, admitted_until = :until
WHERE rush = :rush AND place > :after AND place <= :through AND admitted_at IS NULL
