module anjian

go 1.26.0
