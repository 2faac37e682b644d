"""What crosses rooms: architecture, whole pages, scope, the tools; a room's own tests stand in the room."""
