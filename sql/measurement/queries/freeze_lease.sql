UPDATE period_freeze SET leased_until = :until WHERE period = :period AND leased_until <= :now
