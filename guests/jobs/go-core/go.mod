module jobs

go 1.24
