package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"anjian/bench/world"
	"anjian/kernel/kerneltest"

	"github.com/jackc/pgx/v5"
)

// places are where the marks stand: spread over a province by the number of their row.
const places = "UPDATE enterprise SET position = printf('[%.6f,%.6f]', 110.5 + (rowid * 7919 % 99989) * 0.00006, 31.5 + (rowid * 104729 % 99991) * 0.00005), risk = CASE rowid % 3 WHEN 0 THEN 'red' WHEN 1 THEN 'yellow' ELSE '' END"

// tiled is what PostGIS does for a tile like ours: marks within 64 of 512 pixels are gathered, with how many have each tone.
const tiled = `WITH e AS (SELECT ST_TileEnvelope($1, $2, $3) box), d AS (SELECT box, ST_XMin(box) x0, ST_YMin(box) y0, (ST_XMax(box) - ST_XMin(box)) / 8 step FROM e),
t AS (SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(avg(ST_X(geom)), avg(ST_Y(geom))), 3857), min(box::text)::geometry) g, count(*) count, min(id) id, min(title) title, count(*) FILTER (WHERE tone = 'red') red, count(*) FILTER (WHERE tone = 'yellow') yellow
FROM mark, d WHERE geom && box GROUP BY floor((ST_X(geom) - x0) / step), floor((ST_Y(geom) - y0) / step)) SELECT ST_AsMVT(t, 'mark') FROM t`

// tiles compares vector tiles of the enterprises with those that PostGIS makes of the same marks, in the same run.
func (r *run) tiles() error {
	w := world.New(1, r.rows)
	folder, err := r.platform("tile", w, false)
	if err != nil {
		return err
	}
	c, s, err := world.Open(folder)
	if err != nil {
		return err
	}
	if _, err = s.Exec(c, places); err != nil {
		s.Close()
		return err
	}
	var marks [][]any
	rows, err := s.Query(c, "SELECT id, name, position, risk FROM enterprise")
	if err == nil {
		for rows.Next() {
			var id, name, position, tone string
			if err = rows.Scan(&id, &name, &position, &tone); err != nil {
				break
			}
			lng, lat, _ := strings.Cut(strings.Trim(position, "[]"), ",")
			marks = append(marks, []any{id, name, tone, lng, lat})
		}
		rows.Close()
	}
	s.Close()
	if err != nil {
		return err
	}
	ours, err := r.serveUs(folder)
	if err != nil {
		return err
	}
	defer ours.stop()
	us := ours.client("province")
	answer, err := us.send("POST", "/api/layer/search", `{"layers":["enterprise"],"limit":1}`)
	if err != nil || !strings.Contains(string(answer), fmt.Sprintf(`"total":%d`, r.rows)) {
		return fmt.Errorf("not %d marks: %w: %s", r.rows, err, answer)
	}
	db, backend, err := postgis(marks)
	if err != nil {
		return err
	}
	defer db.Close(context.Background())
	for _, level := range []struct{ z, x, y, wide, peer int }{{6, 51, 25, 2, 20}, {10, 829, 403, 16, 200}, {14, 13270, 6460, 200, 4000}} {
		at := func(i int) (int, int, int) { return level.z, level.x + i%level.wide, level.y + i*7%level.wide }
		n := max(20, r.requests/5)
		one, err := us.measure(n, func(i int) error {
			z, x, y := at(i)
			body, err := us.send("GET", fmt.Sprintf("/api/layer/enterprise/tile/%d/%d/%d", z, x, y), "")
			if err == nil && len(body) == 0 {
				return fmt.Errorf("an empty tile %d/%d/%d", z, x, y)
			}
			return err
		})
		if err != nil {
			return err
		}
		other, err := measured(max(10, level.peer*r.requests/1000), backend, func(i int) error {
			var body []byte
			z, x, y := at(i)
			return db.QueryRow(context.Background(), tiled, z, x, y).Scan(&body)
		})
		if err != nil {
			return err
		}
		r.add(against("tile", fmt.Sprintf("tile of %d marks, level %d / PostGIS ST_AsMVT", r.rows, level.z), one, other, 1))
	}
	r.add(line{group: "tile", what: "memory with its marks", ours: ours.resident()})
	return nil
}

// postgis starts a server with the marks and tells the processor time of the one process that answers.
func postgis(marks [][]any) (*pgx.Conn, func() time.Duration, error) {
	server, err := kerneltest.Server()
	if err != nil {
		return nil, nil, err
	}
	c := context.Background()
	db, err := pgx.Connect(c, server)
	if err != nil {
		return nil, nil, err
	}
	if _, err = db.Exec(c, "CREATE EXTENSION IF NOT EXISTS postgis; CREATE TEMP TABLE raw (id text, title text, tone text, lng text, lat text)"); err != nil {
		return nil, nil, fmt.Errorf("the package postgresql-postgis is needed: %w", err)
	}
	if _, err = db.CopyFrom(c, pgx.Identifier{"raw"}, []string{"id", "title", "tone", "lng", "lat"}, pgx.CopyFromRows(marks)); err != nil {
		return nil, nil, err
	}
	if _, err = db.Exec(c, `CREATE TEMP TABLE mark AS SELECT id, title, tone, ST_Transform(ST_SetSRID(ST_MakePoint(lng::float8, lat::float8), 4326), 3857) geom FROM raw;
CREATE INDEX mark_geom ON mark USING gist (geom); ANALYZE mark; SET max_parallel_workers_per_gather = 0`); err != nil {
		return nil, nil, err
	}
	pid := db.PgConn().PID()
	return db, func() time.Duration {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		user, _ := strconv.Atoi(f[11])
		system, _ := strconv.Atoi(f[12])
		return time.Duration(user+system) * 10 * time.Millisecond
	}, nil
}
