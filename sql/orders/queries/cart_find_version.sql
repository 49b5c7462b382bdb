SELECT version FROM cart WHERE buyer = :buyer
