UPDATE flag SET evidence = :evidence WHERE id = :id
