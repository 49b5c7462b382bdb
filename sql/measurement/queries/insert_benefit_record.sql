INSERT INTO benefit_record (batch, position, supplier, household, method, product, amount_fen, from_day, to_day)
  VALUES {{(:batch, :position, :supplier, :household, :method, :product, :amount, :from, :to)}}
