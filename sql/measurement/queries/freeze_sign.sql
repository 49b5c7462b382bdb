UPDATE period_freeze SET digest = :digest, signatures = :signatures WHERE period = :period AND digest IS NULL
