package main

import (
	"context"
	"errors"
)

// errNoDemo is returned until the demonstration data land in their next commit.
var errNoDemo = errors.New("示范数据尚未就绪")

func loadDemo(context.Context, *invocation) error { return errNoDemo }

func firstDemo(context.Context, *platform, *invocation) error { return errNoDemo }
