"""What people see: components, pages, and the assets built from npm packages."""
